using System.Net;
using UtilizationReview.Correspondence.Adapters.Delivery;

namespace UtilizationReview.Tests.Unit.Correspondence.Delivery;

/// <summary>What a practice types into a form cannot make this server call its own neighbours.</summary>
public sealed class WhereWebhooksGo
{
    private static readonly HookRule Public = new(PrivateToo: false);
    private static readonly HookRule Closed = new(PrivateToo: true);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public void Inside_is_not_called_unless_it_is_a_closed_network(string address)
    {
        Public.Allows(IPAddress.Parse(address)).ShouldBeFalse();
        Closed.Allows(IPAddress.Parse(address)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("2606:4700::1111")]
    public void Outside_is_called(string address) => Public.Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://practice.example.org/notices", true)]
    [InlineData("http://practice.example.org/notices", false)]
    [InlineData("ftp://practice.example.org", false)]
    [InlineData("https://me:secret@practice.example.org", false)]
    [InlineData("/notices", false)]
    [InlineData("", false)]
    public void Only_receivers_with_tls_are_taken(string address, bool taken) => (Public.Problem(address) is null).ShouldBe(taken);

    [Fact]
    public void A_closed_network_may_do_without_tls() => Closed.Problem("http://127.0.0.1:8080/notices").ShouldBeNull();

    [Fact]
    public void A_secret_of_24_bytes_and_more_can_be_read() =>
        HookPost.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!.Length.ShouldBe(24);

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64")]
    public void What_is_no_key_is_none(string secret) => HookPost.KeyOf(secret).ShouldBeNull();
}
