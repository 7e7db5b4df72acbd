using System.Buffers.Binary;
using System.Text;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>The server's side of one HTTP/2 connection, frame by frame: as much of it as a test needs to misbehave.</summary>
internal sealed class H2Connection(Stream stream)
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private readonly Dictionary<int, MemoryStream> _bodies = [];

    /// <summary>Reads the client's preface and answers with settings.</summary>
    public async Task OpenAsync()
    {
        await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length]);
        await WriteAsync(Settings, 0, 0, []);
    }

    /// <summary>Reads until a request is complete.</summary>
    public async Task<(int Stream, string Body)> ReadRequestAsync()
    {
        while (true)
        {
            var (type, flags, id, payload) = await ReadAsync();
            switch (type)
            {
                case Settings when (flags & 1) == 0:
                    await WriteAsync(Settings, 1, 0, []);
                    break;
                case Ping when (flags & 1) == 0:
                    await WriteAsync(Ping, 1, 0, payload);
                    break;
                case Headers:
                    _bodies[id] = new MemoryStream();
                    break;
                case Data when _bodies.TryGetValue(id, out var body):
                    body.Write(payload);
                    await CreditAsync(0, payload.Length);
                    await CreditAsync(id, payload.Length);
                    break;
            }

            if (type is Headers or Data && (flags & EndStream) != 0 && _bodies.Remove(id, out var whole))
            {
                return (id, Encoding.UTF8.GetString(whole.ToArray()));
            }
        }
    }

    /// <summary>Sends a 200 with the beginning of its body.</summary>
    public async Task BeginAsync(int id, string contentType, string first)
    {
        // The static table has ":status: 200" at 8 and "content-type" at 31.
        await WriteAsync(Headers, EndHeaders, id, [0x88, 0x0F, 0x10, (byte)contentType.Length, .. Encoding.ASCII.GetBytes(contentType)]);
        await WriteAsync(Data, 0, id, Encoding.UTF8.GetBytes(first));
    }

    /// <summary>Sends the rest of a body.</summary>
    public Task EndAsync(int id, string rest) => WriteAsync(Data, EndStream, id, Encoding.UTF8.GetBytes(rest));

    /// <summary>Sends a whole 200.</summary>
    public async Task AnswerAsync(int id, string contentType, string body)
    {
        await BeginAsync(id, contentType, body);
        await EndAsync(id, "");
    }

    /// <summary>Ends a stream with an error: 7 says that it was not processed.</summary>
    public Task ResetAsync(int id, int code) => WriteAsync(ResetStream, 0, id, Number(code));

    /// <summary>Announces the connection's end: streams above the last one were not processed.</summary>
    public Task GoAwayAsync(int last) => WriteAsync(GoAway, 0, 0, [.. Number(last), .. Number(0)]);

    private Task CreditAsync(int id, int bytes) => bytes == 0 ? Task.CompletedTask : WriteAsync(WindowUpdate, 0, id, Number(bytes));

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        var head = new byte[9];
        await stream.ReadExactlyAsync(head);
        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await stream.ReadExactlyAsync(payload);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
    }

    private async Task WriteAsync(byte type, byte flags, int id, byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. Number(id), .. payload];
        await stream.WriteAsync(frame);
        await stream.FlushAsync();
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
