package io.chunkgate.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proto files of the services, and those that they import, by name and by the symbols that they declare. */
final class DescriptorIndex {
    private final Map<String, FileDescriptor> files = new HashMap<>();
    private final Map<String, GenericDescriptor> symbols = new HashMap<>();

    DescriptorIndex(Collection<FileDescriptor> roots) {
        roots.forEach(this::addFile);
    }

    /** The file with that path, as other files import it. */
    Optional<FileDescriptor> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** What a fully qualified name stands for: a service, method, message, field, enum or one of its values. */
    Optional<GenericDescriptor> symbol(String name) {
        return Optional.ofNullable(symbols.get(name));
    }

    /** A file and all files that it needs, each once, encoded as {@code google.protobuf.FileDescriptorProto}. */
    static List<ByteString> withImports(FileDescriptor file) {
        Map<String, ByteString> all = new LinkedHashMap<>();
        collect(file, all);
        return List.copyOf(all.values());
    }

    private static void collect(FileDescriptor file, Map<String, ByteString> into) {
        if (into.putIfAbsent(file.getName(), file.toProto().toByteString()) == null) {
            file.getDependencies().forEach(next -> collect(next, into));
        }
    }

    private void addFile(FileDescriptor file) {
        if (files.putIfAbsent(file.getName(), file) == null) {
            file.getServices().forEach(this::addService);
            file.getMessageTypes().forEach(this::addMessage);
            file.getEnumTypes().forEach(this::addEnum);
            file.getDependencies().forEach(this::addFile);
        }
    }

    private void addService(ServiceDescriptor service) {
        add(service);
        service.getMethods().forEach(this::add);
    }

    private void addMessage(Descriptor message) {
        add(message);
        message.getFields().forEach(this::add);
        message.getOneofs().forEach(this::add);
        message.getNestedTypes().forEach(this::addMessage);
        message.getEnumTypes().forEach(this::addEnum);
    }

    private void addEnum(EnumDescriptor type) {
        add(type);
        type.getValues().forEach(this::add);
    }

    private void add(GenericDescriptor symbol) {
        symbols.put(symbol.getFullName(), symbol);
    }
}
