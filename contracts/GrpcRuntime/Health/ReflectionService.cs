using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.Reflection.V1;

/// <summary>grpc.reflection.v1: errors are answers, never a failed call.</summary>
internal sealed class ReflectionService(SymbolTable symbols) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (ServerReflectionRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            ServerReflectionResponse response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename =>
            File(symbols.FileByName(request.FileByFilename), $"file '{request.FileByFilename}'"),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            File(symbols.FileBySymbol(request.FileContainingSymbol), $"symbol '{request.FileContainingSymbol}'"),
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => new ServerReflectionResponse
        {
            ListServicesResponse = new ListServiceResponse { Service = { symbols.Services.Select(name => new ServiceResponse { Name = name }) } },
        },
        _ => Error(StatusCode.Unimplemented, "Only files, symbols and the list of services can be asked for."),
    };

    private static ServerReflectionResponse File(FileDescriptor? file, string what)
    {
        if (file is null) return Error(StatusCode.NotFound, $"There is no {what}.");
        var response = new FileDescriptorResponse();
        Collect(file, new HashSet<string>(StringComparer.Ordinal), response.FileDescriptorProto);
        return new ServerReflectionResponse { FileDescriptorResponse = response };
    }

    private static void Collect(FileDescriptor file, HashSet<string> seen, ICollection<ByteString> into)
    {
        if (!seen.Add(file.Name)) return;
        into.Add(file.SerializedData);
        foreach (FileDescriptor needed in file.Dependencies) Collect(needed, seen, into);
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}

/// <summary>The services mapped in the application, and the files and symbols behind them.</summary>
internal sealed class SymbolTable
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _services = new(StringComparer.Ordinal);

    public SymbolTable(EndpointDataSource endpoints)
    {
        foreach (Type service in endpoints.Endpoints.Select(one => one.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>().Distinct())
        {
            if (BindMethod.FindDescriptor(service) is not { } descriptor) continue;
            _services.Add(descriptor.FullName);
            Add(descriptor.File);
        }
    }

    internal IEnumerable<string> Services => _services;

    internal FileDescriptor? FileByName(string name) => _files.GetValueOrDefault(name);

    internal FileDescriptor? FileBySymbol(string name) => _symbols.GetValueOrDefault(name);

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file)) return;
        foreach (ServiceDescriptor service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (MethodDescriptor method in service.Methods) _symbols[method.FullName] = file;
        }

        foreach (EnumDescriptor one in file.EnumTypes) _symbols[one.FullName] = file;
        foreach (MessageDescriptor message in file.MessageTypes) Add(message, file);
        foreach (FileDescriptor needed in file.Dependencies) Add(needed);
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        foreach (EnumDescriptor one in message.EnumTypes) _symbols[one.FullName] = file;
        foreach (MessageDescriptor nested in message.NestedTypes) Add(nested, file);
    }
}
