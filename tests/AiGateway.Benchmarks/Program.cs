using System.Net;
using System.Net.Sockets;
using AiGateway.Benchmarks;

return args switch
{
    ["upstream"] => await FakeUpstream.RunAsync(),
    ["bare", var upstream] => await BareProxy.RunAsync(new Uri(upstream)),
    ["streams", .. var options] => await StreamLoad.RunAsync(Options.Parse(options)),
    ["first-token", .. var options] => await FirstTokenLoad.RunAsync(Options.Parse(options)),
    ["auth", .. var options] => await AuthenticationCost.RunAsync(Options.Parse(options), Console.Out),
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
        upstream                                  the fake provider, on a free loopback port that it prints
        bare URL                                  bare YARP in front of it, likewise
        streams --url URL --body FILE [--key KEY] [--pid PID] [--count N] [--events N] [--interval-ms N] [--from N]
            [--name TEXT] [--scenario TEXT] [--round N]
                                                  many timed streams at once; prints one JSON line
        first-token --url URL --body FILE [--key KEY] [--connections N] [--pause-ms N] [--warmup N] [--seconds N]
            [--name TEXT] [--scenario TEXT] [--round N]
                                                  the time to the first text; prints one JSON line
        auth [--keys N] [--requests N] [--rounds N]
                                                  the CPU time that finding out who calls costs a request; prints a table
        report FILE                               the table for a file of JSON lines
        port                                      a free loopback port
        """);
    return 64;
}
