using AiGateway;
using AiGateway.Configuration;

if (args is ["health", ..])
{
    return await HealthProbe.RunAsync(args);
}

return await GatewayHost.RunAsync(args, Console.Error);
