using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Unit.Host;

/// <summary>The command line of <c>kit</c>.</summary>
public sealed class WhatKitTakes
{
    [Theory]
    [InlineData("UR-1", "UR-1", "", "")]
    [InlineData("UR-1 call-sheet --pdf a.pdf", "UR-1", "call-sheet", "a.pdf")]
    [InlineData("UR-1 letter", "UR-1", "letter", "")]
    public void A_number_and_a_document_are_read(string line, string number, string document, string pdf)
    {
        KitCommand.Options.TryRead(line.Split(' '), out var options).ShouldBeTrue();
        (options.Number, options.Document, options.Pdf).ShouldBe((number, document, pdf));
    }

    [Theory]
    [InlineData("--pdf a.pdf")]
    [InlineData("UR-1 essay")]
    [InlineData("UR-1 why letter")]
    [InlineData("UR-1 --address nowhere")]
    public void Anything_else_is_refused(string line) => KitCommand.Options.TryRead(line.Split(' '), out _).ShouldBeFalse();
}
