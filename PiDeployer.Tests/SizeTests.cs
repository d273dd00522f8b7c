using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using PiDeployer.Values;

namespace PiDeployer.Tests;

/// <summary>What is known to make the native binary large, see docs/ARCHITECTURE.md, "Size".</summary>
public sealed class SizeTests
{
    /// <summary>They make no sequence.</summary>
    private static readonly string[] Cheap = ["All", "Any", "Contains", "Sum"];

    [Fact]
    public void No_sequence_is_made_of_values_or_into_values()
    {
        using var file = new PEReader(File.OpenRead(typeof(ProjectName).Assembly.Location));
        var all = Sequences(file.GetMetadataReader()).ToList();

        all.Where(sequence => sequence.IsOfValues).Select(sequence => sequence.Text).ShouldBeEmpty("Each of these brings tens of kilobytes: a loop, or a record in place of a tuple, brings none.");
        all.Count.ShouldBeGreaterThan(20, "The search found next to nothing, so it proves nothing.");
    }

    /// <summary>All that is made of Linq's generic methods, each with what it is made for.</summary>
    private static IEnumerable<(string Text, bool IsOfValues)> Sequences(MetadataReader reader)
    {
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            var made = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            if (made.Method.Kind != HandleKind.MemberReference)
                continue;
            var method = reader.GetMemberReference((MemberReferenceHandle)made.Method);
            if (method.Parent.Kind != HandleKind.TypeReference || reader.GetString(reader.GetTypeReference((TypeReferenceHandle)method.Parent).Namespace) != "System.Linq")
                continue;
            var name = reader.GetString(method.Name);
            var types = made.DecodeSignature(new TypeNames(), reader);
            yield return ($"{name}<{string.Join(", ", types.Select(type => type.Name))}>", !Cheap.Contains(name) && types.Any(type => type.IsValue));
        }
    }

    private sealed record TypeName(string Name, bool IsValue);

    private sealed class TypeNames : ISignatureTypeProvider<TypeName, MetadataReader>
    {
        private const byte Value = 0x11; // ELEMENT_TYPE_VALUETYPE of ECMA-335, II.23.1.16.

        public TypeName GetPrimitiveType(PrimitiveTypeCode typeCode) => new($"{typeCode}", typeCode is not (PrimitiveTypeCode.String or PrimitiveTypeCode.Object));

        public TypeName GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => new(reader.GetString(reader.GetTypeDefinition(handle).Name), rawTypeKind == Value);

        public TypeName GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => new(reader.GetString(reader.GetTypeReference(handle).Name), rawTypeKind == Value);

        public TypeName GetTypeFromSpecification(MetadataReader reader, MetadataReader genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public TypeName GetGenericInstantiation(TypeName genericType, ImmutableArray<TypeName> typeArguments) =>
            genericType with { Name = $"{genericType.Name.Split('`')[0]}<{string.Join(", ", typeArguments.Select(type => type.Name))}>" };

        public TypeName GetArrayType(TypeName elementType, ArrayShape shape) => new($"{elementType.Name}[,]", false);

        public TypeName GetSZArrayType(TypeName elementType) => new($"{elementType.Name}[]", false);

        public TypeName GetByReferenceType(TypeName elementType) => elementType;

        public TypeName GetPointerType(TypeName elementType) => elementType;

        public TypeName GetPinnedType(TypeName elementType) => elementType;

        public TypeName GetModifiedType(TypeName modifier, TypeName unmodifiedType, bool isRequired) => unmodifiedType;

        public TypeName GetFunctionPointerType(MethodSignature<TypeName> signature) => new("function", true);

        /// <summary>Of a generic method or type of ours, whoever makes which decides what it is.</summary>
        public TypeName GetGenericMethodParameter(MetadataReader genericContext, int index) => new($"T{index}", false);

        public TypeName GetGenericTypeParameter(MetadataReader genericContext, int index) => new($"T{index}", false);
    }
}
