using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Host.Demo;

/// <summary>Hands out tokens for demonstration people. Kestrel listens on loopback only, and the endpoint checks it again.</summary>
internal static class DemoTokens
{
    /// <summary>GET /demo/people lists them; POST /demo/tokens/{person} answers a token as text.</summary>
    public static void MapDemoTokens(this WebApplication app)
    {
        app.MapGet("/demo/people", (DemoCast cast) => cast.Directory.People.Select(person => new { person.PersonId, person.Name, person.Role }));
        app.MapPost("/demo/tokens/{person}", (string person, HttpContext http, DemoCast cast, DemoIssuer issuer) =>
        {
            if (http.Connection.RemoteIpAddress is { } from && !System.Net.IPAddress.IsLoopback(from))
                return Results.Problem("Demo tokens are given on this machine only.", statusCode: StatusCodes.Status403Forbidden);
            return cast.Find(person) is not { } caller
                ? Results.Problem($"'{person}' is not a demo person; GET /demo/people lists them.", statusCode: StatusCodes.Status404NotFound)
                : Results.Text(issuer.Sign(caller));
        });
    }
}
