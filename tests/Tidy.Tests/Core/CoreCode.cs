using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>The compiled instructions of an assembly, with what each of them names.</summary>
internal sealed class CoreCode : IDisposable
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly SignatureNames _names = new();

    public CoreCode(Stream image)
    {
        _file = new PEReader(image);
        _metadata = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Every method with its signature, its locals, and its instructions in words.</summary>
    public IEnumerable<CompiledMethod> Methods()
    {
        foreach (var handle in _metadata.MethodDefinitions)
        {
            var method = _metadata.GetMethodDefinition(handle);
            var types = new List<string> { Flatten(method.DecodeSignature(_names, null)) };
            var body = new List<(OpCode, string)>();
            if (method.RelativeVirtualAddress != 0)
            {
                var block = _file.GetMethodBody(method.RelativeVirtualAddress);
                body.AddRange(Instructions(block.GetILReader()));
                types.AddRange(Locals(block));
            }

            var name = $"{NameOf(method.GetDeclaringType())}.{_metadata.GetString(method.Name)}";
            yield return new CompiledMethod(name, types, body);
        }
    }

    /// <summary>Every field with its type.</summary>
    public IEnumerable<(string Field, string Type)> Fields() =>
        from handle in _metadata.FieldDefinitions
        let field = _metadata.GetFieldDefinition(handle)
        let name = $"{NameOf(field.GetDeclaringType())}.{_metadata.GetString(field.Name)}"
        select (name, field.DecodeSignature(_names, null));

    /// <summary>Every type with the names of the interfaces that it implements.</summary>
    public IEnumerable<(string Type, IReadOnlyList<string> Interfaces)> Types() =>
        from handle in _metadata.TypeDefinitions
        let interfaces = _metadata.GetTypeDefinition(handle).GetInterfaceImplementations()
        select (NameOf(handle), (IReadOnlyList<string>)[.. interfaces
            .Select(implemented => NameOf(_metadata.GetInterfaceImplementation(implemented).Interface))]);

    private IEnumerable<string> Locals(MethodBodyBlock block) => block.LocalSignature.IsNil
        ? []
        : _metadata.GetStandaloneSignature(block.LocalSignature).DecodeLocalSignature(_names, null);

    private IEnumerable<(OpCode Code, string Named)> Instructions(BlobReader reader)
    {
        var found = new List<(OpCode, string)>();
        while (reader.RemainingBytes > 0)
        {
            var first = reader.ReadByte();
            var code = OpCodesByValue[first == 0xFE ? unchecked((short)(0xFE00 | reader.ReadByte())) : first];
            found.Add((code, Operand(code, ref reader)));
        }

        return found;
    }

    private string Operand(OpCode code, ref BlobReader reader)
    {
        switch (code.OperandType)
        {
            case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                return NameOf(MetadataTokens.EntityHandle(reader.ReadInt32()));
            case OperandType.InlineSwitch:
                var targets = reader.ReadInt32();
                reader.Offset += targets * sizeof(int);
                return "";
            default:
                reader.Offset += OperandBytes(code.OperandType);
                return "";
        }
    }

    private static int OperandBytes(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private string NameOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => _names.GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification =>
            _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null),
        HandleKind.MemberReference => NameOf(_metadata.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodSpecification => NameOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
        HandleKind.MethodDefinition => NameOf(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle)),
        _ => "",
    };

    private string NameOf(MemberReference member)
    {
        var signature = member.GetKind() == MemberReferenceKind.Method
            ? Flatten(member.DecodeMethodSignature(_names, null))
            : member.DecodeFieldSignature(_names, null);
        return $"{NameOf(member.Parent)}::{_metadata.GetString(member.Name)} {signature}";
    }

    private string NameOf(MethodDefinition method) =>
        $"{NameOf(method.GetDeclaringType())}::{_metadata.GetString(method.Name)}";

    private string NameOf(MethodSpecification method) =>
        $"{NameOf(method.Method)}<{string.Join(',', method.DecodeSignature(_names, null))}>";

    private static string Flatten(MethodSignature<string> signature) =>
        $"{signature.ReturnType}({string.Join(',', signature.ParameterTypes)})";
}
