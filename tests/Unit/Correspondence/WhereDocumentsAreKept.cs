using Microsoft.Extensions.Configuration;
using UtilizationReview.Correspondence;
using UtilizationReview.Platform.Running;

namespace UtilizationReview.Tests.Unit.Correspondence;

/// <summary>Settings of the document store and the scanner.</summary>
public sealed class WhereDocumentsAreKept
{
    private static readonly (string Key, string Value)[] Bucket =
    [
        ("Documents:Store", "s3"), ("Documents:Endpoint", "http://127.0.0.1:1"), ("Documents:Bucket", "b"), ("Documents:AccessKey", "a"),
        ("Documents:SecretKey", "s"),
    ];

    [Fact]
    public void Nothing_set_is_the_disk_without_a_scanner() => DocumentsOptions.Read(Of()).ShouldBe(new DocumentsOptions(null, null, null));

    [Theory]
    [InlineData("clamav:3310", "clamav:3310")]
    [InlineData("[::1]:3310", "[::1]:3310")]
    public void A_scanner_is_a_host_and_a_port(string setting, string address)
    {
        Settings.ProblemsOf(Of(("Documents:Scanner", setting)), []).ShouldBeEmpty();
        DocumentsOptions.Read(Of(("Documents:Scanner", setting))).Scanner!.Address.ShouldBe(address);
    }

    [Theory]
    [InlineData("clamav")]
    [InlineData("clamav:0")]
    [InlineData("clamav:65536")]
    [InlineData(":3310")]
    [InlineData("http://clamav:3310")]
    public void Anything_else_is_no_scanner(string setting) =>
        Settings.ProblemsOf(Of(("Documents:Scanner", setting)), []).ShouldHaveSingleItem().ShouldContain("where clamd listens, such as clamav:3310");

    [Fact]
    public void A_bucket_has_everything_it_needs_or_the_variable_that_is_missing_is_named()
    {
        DocumentsOptions.Read(Of(Bucket)).Bucket.ShouldNotBeNull().Region.ShouldBe("us-east-1");
        foreach (var needed in Bucket.Skip(1))
        {
            Should.Throw<InvalidOperationException>(() => DocumentsOptions.Read(Of([.. Bucket.Except([needed])]))).Message
                .ShouldBe($"{Setting.VariableOf(needed.Key)} is not set: with Documents__Store=S3 it is needed.");
        }
    }

    private static IConfiguration Of(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
}
