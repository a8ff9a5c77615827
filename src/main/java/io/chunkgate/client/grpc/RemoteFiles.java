package io.chunkgate.client.grpc;

import com.google.protobuf.Timestamp;
import io.chunkgate.client.RemoteEntry;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.proto.v1.FileInfo;
import io.chunkgate.proto.v1.FolderInfo;
import io.chunkgate.proto.v1.ListEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Descriptions of files, out of their messages. */
final class RemoteFiles {
    private RemoteFiles() {}

    static RemoteFile file(FileInfo info, boolean complete) {
        return new RemoteFile(
                info.getName(),
                info.hasSize() ? OptionalLong.of(info.getSize()) : OptionalLong.empty(),
                text(info.getEtag()),
                info.hasModifyTime() ? Optional.of(time(info.getModifyTime())) : Optional.empty(),
                text(info.getSha256()),
                complete);
    }

    static RemoteEntry entry(ListEntry entry) {
        if (entry.hasFolder()) {
            FolderInfo folder = entry.getFolder();
            Optional<Instant> modified =
                    folder.hasModifyTime() ? Optional.of(time(folder.getModifyTime())) : Optional.empty();
            return new RemoteEntry(
                    lastSegment(folder.getName()), true, OptionalLong.empty(), modified, Optional.empty());
        }
        RemoteFile file = file(entry.getFile(), true);
        return new RemoteEntry(lastSegment(file.name()), false, file.size(), file.modified(), file.etag());
    }

    private static Instant time(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static Optional<String> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String lastSegment(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
