package io.chunkgate.store.s3;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some of what lies in a folder, at any depth.
 *
 * @param files    also those that listings omit
 * @param folders  that have a marker
 * @param unusable the keys of objects that are neither files nor markers, as their names are not valid
 */
record FolderContent(List<FileName> files, List<FolderName> folders, List<String> unusable) {
    /** Passes everything in a folder to a consumer, each page of the bucket after the previous one was processed. */
    static Future<Void> forEach(Bucket bucket, FolderName folder, Function<FolderContent, Future<Void>> consumer) {
        return Bucket.listWhile(
                next -> bucket.list(Keys.folder(folder), false, "", next, Bucket.MOST_KEYS),
                page -> consumer.apply(of(page.objects())).map(true));
    }

    private static FolderContent of(List<Bucket.Entry> objects) {
        FolderContent content = new FolderContent(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Bucket.Entry object : objects) {
            String key = object.key();
            boolean isMarker = key.endsWith("/") && object.size() == 0;
            Optional<FileName> name = Keys.fileOf(isMarker ? key.substring(0, key.length() - 1) : key);
            if (name.isEmpty()) {
                content.unusable.add(key);
            } else if (isMarker) {
                content.folders.add(FolderName.of(name.get()));
            } else {
                content.files.add(name.get());
            }
        }
        return content;
    }
}
