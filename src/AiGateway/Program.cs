using AiGateway;

if (args is ["health", ..])
{
    return await HealthProbe.RunAsync(args);
}

return await GatewayHost.RunAsync(args, Console.Error);
