using Microsoft.Extensions.Configuration;
using UtilizationReview.Platform.Running;

namespace UtilizationReview.Tests.Unit.Running;

/// <summary>Configuration is checked as a whole, and every sentence names its variable.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Listen:GrpcPort", "70000", "Listen__GrpcPort is '70000': it must be a whole number from 0 to 65535.")]
    [InlineData("Listen:Address", "everywhere", "Listen__Address is 'everywhere'")]
    [InlineData("Database:Provider", "Oracle", "Database__Provider is 'Oracle': it must be Sqlite or PostgreSQL.")]
    [InlineData("Database:Provider", "postgresql", "Database__ConnectionString is not set")]
    [InlineData("Database:Prefix", "Ur;drop", "Database__Prefix is 'Ur;drop'")]
    [InlineData("Bus:Transport", "RabbitMq", "Bus__Address is not set: RabbitMQ needs")]
    [InlineData("Bus:Address", "rabbit:5672", "Bus__Address is 'rabbit:5672'")]
    [InlineData("Identity:Authority", "https://login.example", "Identity__Audience is not set")]
    [InlineData("Identity:DemoKey", "c2hvcnQ=", "Identity__DemoKey is not usable")]
    [InlineData("Services:Intake", "http://a:1;b", "Services__Intake is 'http://a:1;b'")]
    [InlineData("Shutdown:Seconds", "0", "Shutdown__Seconds is '0'")]
    [InlineData("Clock:File", "/no/such/directory/clock", "Clock__File is")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke", "OTEL_EXPORTER_OTLP_PROTOCOL is 'smoke'")]
    [InlineData("Bus:Pasword", "x", "Bus__Pasword is not a setting of this platform; of Bus there are Bus__Transport")]
    public void A_wrong_value_is_told_with_its_variable(string key, string value, string sentence) =>
        Problems([], (key, value)).ShouldContain(problem => problem.StartsWith(sentence, StringComparison.Ordinal));

    [Theory]
    [InlineData("Database:ConnectionString", "Hst=db;Password=hunter2")]
    [InlineData("Database:ConnectionString", "Host=db;Database=mine;Password=hunter2")]
    [InlineData("Identity:DemoKey", "hunter2")]
    public void A_secret_is_never_repeated(string key, string value)
    {
        var problem = Problems([], (key, value)).ShouldHaveSingleItem();
        problem.ShouldNotContain("hunter2");
        problem.ShouldStartWith(Setting.VariableOf(key));
    }

    [Fact]
    public void Nothing_set_is_a_process_on_its_own() => Problems([]).ShouldBeEmpty();

    [Fact]
    public void Every_service_that_is_called_needs_an_address()
    {
        Problems(["Intake", "SiteOfCare"]).Count.ShouldBe(2);
        Problems(["Intake"], ("Services:Self", "http://127.0.0.1:5080")).ShouldBeEmpty();
        Problems(["Intake"], ("Services:Intake", "http://127.0.0.1:5080; http://127.0.0.1:5090")).ShouldBeEmpty();
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Problems([], ("Listen:GrpcPort", "x"), ("Bus:Transport", "RabbitMq"), ("Shutdown:Seconds", "-1")).Count.ShouldBe(3);

    [Fact]
    public void What_a_process_stands_on_is_told_without_secrets()
    {
        var standing = Standing.Describe(Of(("Database:Provider", "PostgreSQL"), ("Database:ConnectionString", "Host=db;Username=u;Password=hunter2"),
            ("Bus:Transport", "RabbitMq"), ("Bus:Address", "rabbitmq://u:hunter2@mq:5672/"), ("Redis:Configuration", "cache:6379,password=hunter2"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://u:hunter2@collector:4317")));
        standing.ShouldNotContain("hunter2");
        foreach (var part in (string[])["PostgreSQL at db:5432", "RabbitMQ at rabbitmq://mq:5672", "Redis at cache:6379", "http://collector:4317"])
            standing.ShouldContain(part, Case.Sensitive);
    }

    private static IReadOnlyList<string> Problems(string[] calls, params (string Key, string Value)[] values) => Settings.ProblemsOf(Of(values), calls);

    private static IConfiguration Of(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
}
