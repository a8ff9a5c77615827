package io.chunkgate.client.grpc;

import com.google.protobuf.Timestamp;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.proto.v1.FileInfo;
import io.chunkgate.proto.v1.FolderInfo;
import io.chunkgate.proto.v1.ListEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Converts messages to {@link RemoteFile} and {@link RemoteFolderPage.Entry}. */
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

    static RemoteFolderPage.Entry entry(ListEntry entry) {
        if (entry.hasFolder()) {
            FolderInfo folder = entry.getFolder();
            Optional<Instant> modified =
                    folder.hasModifyTime() ? Optional.of(time(folder.getModifyTime())) : Optional.empty();
            return new RemoteFolderPage.Entry(
                    lastSegment(folder.getName()), true, OptionalLong.empty(), modified, Optional.empty());
        }
        RemoteFile file = file(entry.getFile(), true);
        return new RemoteFolderPage.Entry(lastSegment(file.name()), false, file.size(), file.modified(), file.etag());
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
