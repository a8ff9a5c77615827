package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Repeats calls of a store at the places that symbolic links lead to. */
public final class Links {
    /** A chain of links is one step, so that more steps mean that the links are changed meanwhile. */
    private static final int MAX_STEPS = 10;

    private Links() {}

    /**
     * Calls with a name, and again with the place that it leads to as long as it has a link.
     *
     * @param call checks whether the client may use the name that it gets, and calls the store with it; may throw a {@link
     *             StoreException}
     */
    public static <T> Future<T> follow(FileName name, Function<FileName, Future<T>> call) {
        return follow(List.of(name.value()), places -> call.apply(FileName.of(places.get(0))), MAX_STEPS);
    }

    /** As {@link #follow(FileName, Function)}, for a folder. */
    public static <T> Future<T> follow(FolderName folder, Function<FolderName, Future<T>> call) {
        return follow(List.of(folder.value()), places -> call.apply(new FolderName(places.get(0))), MAX_STEPS);
    }

    /** As {@link #follow(FileName, Function)}, for two files. */
    public static <T> Future<T> follow(CopySpec spec, Function<CopySpec, Future<T>> call) {
        return follow(
                List.of(spec.from().value(), spec.to().value()),
                places -> call.apply(spec.at(FileName.of(places.get(0)), FileName.of(places.get(1)))),
                MAX_STEPS);
    }

    /** As {@link #follow(FileName, Function)}, for two folders. */
    public static <T> Future<T> follow(
            FolderName from, FolderName to, BiFunction<FolderName, FolderName, Future<T>> call) {
        return follow(
                List.of(from.value(), to.value()),
                places -> call.apply(new FolderName(places.get(0)), new FolderName(places.get(1))),
                MAX_STEPS);
    }

    private static <T> Future<T> follow(List<String> names, Function<List<String>, Future<T>> call, int steps) {
        Future<T> result;
        try {
            result = call.apply(names);
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
        return result.recover(cause -> {
            if (!(cause instanceof LinkException link)) {
                return Future.failedFuture(cause);
            }
            return steps == 0
                    ? Future.failedFuture(StoreErrors.replacedTooOften(names.get(0)))
                    : follow(names.stream().map(link::resolve).toList(), call, steps - 1);
        });
    }

    /** A file under the name that was requested. */
    public static StoredFile named(StoredFile file, FileName name) {
        return file.info().name().equals(name) ? file : new NamedFile(file, name);
    }

    /** A listing under the name that was requested. */
    public static FolderPage named(FolderPage page, FolderName folder) {
        return new FolderPage(
                page.entries().stream()
                        .flatMap(entry -> folder.listed(entry.name()).map(entry::withName).stream())
                        .toList(),
                page.next(),
                page.places(),
                page.unnameable());
    }

    private static final class NamedFile extends ForwardingStoredFile {
        private final FileName name;

        NamedFile(StoredFile file, FileName name) {
            super(file);
            this.name = name;
        }

        @Override
        public FileInfo info() {
            return unwrap().info().withName(name);
        }
    }
}
