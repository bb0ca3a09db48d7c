using System.Text;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Bytes of a stream one by one, at most so many, through a buffer.</summary>
internal sealed class ByteReader(Stream stream, long atMost = long.MaxValue)
{
    private const int LongestWord = 40;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _length;
    private long _before = stream.CanSeek ? stream.Position : 0;
    private long _taken;

    /// <summary>Place of the next byte in the stream.</summary>
    public long Position => _before + _at;

    /// <summary>True once more was there than might be read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next byte without taking it; -1 at the end.</summary>
    public int Peek() => _at < _length || Fill() ? _buffer[_at] : -1;

    /// <summary>Takes the next byte; -1 at the end.</summary>
    public int Next() => _at < _length || Fill() ? _buffer[_at++] : -1;

    /// <summary>Takes letters, digits and what else is no space and no delimiter of a PDF; of a longer word the beginning.</summary>
    public string Word()
    {
        var word = new StringBuilder();
        while (Peek() is > ' ' and var b && (char)b is not ('/' or '<' or '>' or '[' or ']' or '(' or ')' or '{' or '}' or '%'))
        {
            if (word.Length < LongestWord) word.Append((char)b);
            _at++;
        }
        return word.ToString();
    }

    public void SkipLine()
    {
        while (Next() is >= 0 and not ('\n' or '\r')) { }
    }

    /// <summary>Goes past one end of a line, if there is one.</summary>
    public void SkipEndOfLine()
    {
        if (Peek() == '\r') _at++;
        if (Peek() == '\n') _at++;
    }

    public void SkipTo(char end)
    {
        while (Next() is >= 0 and var b && b != end) { }
    }

    /// <summary>Goes past a text in parentheses whose first one is taken: they nest, and a backslash takes away their meaning.</summary>
    public void SkipText()
    {
        for (var depth = 1L; depth > 0;)
        {
            switch (Next())
            {
                case -1:
                    return;
                case '\\':
                    Next();
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Goes past the next place with these bytes, or to the end.</summary>
    public void SkipPast(ReadOnlySpan<byte> mark)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_at, _length - _at).IndexOf(mark);
            if (found >= 0)
            {
                _at += found + mark.Length;
                return;
            }
            // The mark may be cut by the end of the buffer: its beginning stays.
            var kept = Math.Min(mark.Length - 1, _length - _at);
            if (!Fill(kept)) return;
        }
    }

    private bool Fill(int kept = 0)
    {
        var from = _length - kept;
        _buffer.AsSpan(from, kept).CopyTo(_buffer);
        _before += from;
        (_at, _length) = (0, kept);
        var wanted = (int)Math.Min(_buffer.Length - kept, atMost - _taken);
        if (wanted <= 0)
        {
            IsCut = true;
            return false;
        }
        var read = stream.Read(_buffer, kept, wanted);
        _length += read;
        _taken += read;
        return read > 0;
    }
}
