using System.Globalization;
using System.IO.Compression;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Counts the pages of a PDF without building it: the page objects, and the count their tree claims. Only when both agree is it a
/// number to be cited by. A PDF library is not used for this: content comes from outside, and one that nests or refers to itself without end
/// takes such a library, and the process, down.</summary>
internal static class PdfPages
{
    private const int MostDepth = 200;
    private const long MostInflated = 64 * 1024 * 1024;

    /// <summary>The number of pages; 0 when it is not certain.</summary>
    /// <param name="pdf">The file; its position is moved.</param>
    /// <param name="ct">Cancels.</param>
    public static int Count(Stream pdf, CancellationToken ct)
    {
        var tally = new Tally();
        try
        {
            pdf.Position = 0;
            Walk(new ByteReader(pdf), tally, pdf, ct);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            return 0; // a compressed part that is damaged, encrypted, or wants a dictionary of its own
        }
        return tally is { Uncertain: false, Leaves: > 0, Roots: <= 1 } && tally.Leaves == tally.Claimed ? tally.Leaves : 0;
    }

    /// <param name="bytes">What is read.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="file">The file, for the streams in it; null in a stream, which has none.</param>
    /// <param name="ct">Cancels.</param>
    private static void Walk(ByteReader bytes, Tally tally, Stream? file, CancellationToken ct)
    {
        List<Dictionary> open = [];
        var last = new Dictionary();
        for (var b = bytes.Next(); b >= 0 && !tally.Uncertain; b = bytes.Next())
        {
            ct.ThrowIfCancellationRequested();
            switch (b)
            {
                case '%':
                    bytes.SkipLine();
                    break;
                case '(':
                    bytes.SkipText();
                    break;
                case '<' when bytes.Peek() == '<':
                    bytes.Next();
                    open.Add(new());
                    tally.Uncertain |= open.Count > MostDepth;
                    break;
                case '<':
                    bytes.SkipTo('>');
                    break;
                case '>' when bytes.Peek() == '>' && open.Count > 0:
                    bytes.Next();
                    last = open[^1];
                    open.RemoveAt(open.Count - 1);
                    tally.Add(last);
                    break;
                case '/':
                    var name = bytes.Word();
                    if (open.Count > 0) open[^1].Name(name);
                    break;
                case >= '0' and <= '9':
                    var number = (char)b + bytes.Word();
                    if (open.Count > 0) open[^1].Number(number);
                    break;
                case 's' when file is not null && bytes.Word() == "tream":
                    Pass(bytes, last, tally, file, ct);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Goes past a stream. One of objects is looked into, no farther than it goes: however streams are laid into one another, no byte
    /// of the file is unpacked twice. Others hold no pages.</summary>
    private static void Pass(ByteReader bytes, Dictionary last, Tally tally, Stream file, CancellationToken ct)
    {
        bytes.SkipEndOfLine();
        var start = bytes.Position;
        bytes.SkipPast("endstream"u8);
        if (last.Type != "ObjStm") return;
        tally.Uncertain |= last.Filter != "FlateDecode";
        if (tally.Uncertain) return;
        var place = file.Position;
        file.Position = start;
        using (var inflated = new ZLibStream(new StreamPart(file, bytes.Position - start), CompressionMode.Decompress))
        {
            var inner = new ByteReader(inflated, MostInflated - tally.Inflated);
            Walk(inner, tally, file: null, ct);
            tally.Inflated += inner.Position;
            tally.Uncertain |= inner.IsCut;
        }
        file.Position = place;
    }

    private sealed class Tally
    {
        public int Leaves { get; private set; }
        public int Claimed { get; private set; }

        /// <summary>Trees of pages. A file that was changed by what was added at its end has the old one, too.</summary>
        public int Roots { get; private set; }

        public long Inflated { get; set; }
        public bool Uncertain { get; set; }

        public void Add(Dictionary dictionary)
        {
            if (dictionary.Type == "Page") Leaves++;
            if (dictionary.Type != "Pages") return;
            Claimed = Math.Max(Claimed, dictionary.Count);
            if (!dictionary.HasParent) Roots++;
        }
    }

    /// <summary>The few entries of a dictionary that matter here.</summary>
    private sealed class Dictionary
    {
        private string _key = "";

        public string Type { get; private set; } = "";
        public string Filter { get; private set; } = "";
        public int Count { get; private set; }
        public bool HasParent { get; private set; }

        public void Name(string name)
        {
            switch (_key)
            {
                case "Type":
                    (Type, _key) = (name, "");
                    break;
                case "Filter":
                    (Filter, _key) = (name, "");
                    break;
                default:
                    _key = name;
                    HasParent |= name == "Parent";
                    break;
            }
        }

        public void Number(string number)
        {
            if (_key != "Count") return;
            Count = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
            _key = "";
        }
    }
}
