using System.Net;
using System.Net.Sockets;
using AiGateway.Benchmarks;

return args switch
{
    ["upstream", .. var options] => await FakeUpstream.RunAsync(Options.Parse(options)),
    ["bare", var upstream] => await BareProxy.RunAsync(new Uri(upstream)),
    ["streams", .. var options] => await StreamLoad.RunAsync(Options.Parse(options)),
    ["report", var file] => await Report.PrintAsync(file, Console.Out),
    ["port"] => FreePort(),
    _ => Usage(),
};

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        upstream [--events N] [--interval-ms N]   the fake provider, on a free loopback port that it prints
        bare URL                                  bare YARP in front of it, likewise
        streams --url URL --body FILE [--key KEY] [--pid PID] [--count N] [--events N] [--interval-ms N] [--name TEXT]
                                                  many slow streams at once; prints one JSON line
        report FILE                               the table for a file of JSON lines
        port                                      a free loopback port
        """);
    return 64;
}
