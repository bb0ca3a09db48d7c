using System.Buffers;
using System.Text;

namespace UtilizationReview.Correspondence.Domain;

/// <summary>Looks at a text as it comes, in pieces cut anywhere: valid UTF-8, without control characters but tabs, ends of lines and pages.</summary>
internal sealed class PlainText
{
    private readonly byte[] _open = new byte[8];
    private int _openLength;
    private long _line = 1;

    /// <summary>What is wrong so far, as the end of a sentence that begins with "The content"; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Looks at the next piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        // A character that was cut is completed byte by byte.
        while (_openLength > 0 && piece.Length > 0 && Problem is null)
        {
            _open[_openLength++] = piece[0];
            piece = piece[1..];
            var status = Rune.DecodeFromUtf8(_open.AsSpan(0, _openLength), out var rune, out _);
            if (status == OperationStatus.NeedMoreData) continue;
            if (status == OperationStatus.InvalidData) Problem = NotUtf8();
            else Look(rune);
            _openLength = 0;
        }
        while (piece.Length > 0 && Problem is null)
        {
            var status = Rune.DecodeFromUtf8(piece, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData)
            {
                piece.CopyTo(_open);
                _openLength = piece.Length;
                return;
            }
            if (status == OperationStatus.InvalidData) Problem = NotUtf8();
            else Look(rune);
            piece = piece[length..];
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        if (_openLength > 0) Problem ??= NotUtf8();
    }

    private void Look(Rune rune)
    {
        if (rune.Value == '\n') _line++;
        if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r' or '\f' or 0x85))
            Problem = $"is not a plain text: line {_line} has the control character U+{rune.Value:X4}";
    }

    private string NotUtf8() => $"is not a plain text in UTF-8: line {_line} has bytes that are none";
}
