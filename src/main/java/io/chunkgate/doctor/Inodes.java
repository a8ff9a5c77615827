package io.chunkgate.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The inodes of a file system, by {@code df}: Java has no call for them.
 *
 * @param total how many files the file system can have; 0 where it has no such limit
 * @param free  how many more
 */
record Inodes(long total, long free) {
    private static final long FEW = 10_000;

    /** Blocks; empty where {@code df} does not report them. */
    static Optional<Inodes> of(Path folder) throws InterruptedException {
        return SystemCommand.output("df", "--output=itotal,iavail", folder.toString())
                .flatMap(Inodes::parse);
    }

    /** @param output the head line, then the numbers; a dash for a number that is unknown */
    static Optional<Inodes> parse(String output) {
        List<String> lines = output.strip().lines().toList();
        String[] fields = lines.isEmpty()
                ? new String[0]
                : lines.get(lines.size() - 1).strip().split("\\s+", -1);
        return fields.length == 2 && fields[0].matches("\\d+") && fields[1].matches("\\d+")
                ? Optional.of(new Inodes(Long.parseLong(fields[0]), Long.parseLong(fields[1])))
                : Optional.empty();
    }

    Finding finding() {
        if (total == 0) {
            return Finding.ok("inodes", "the file system has no fixed number");
        }
        String found = free + " of " + total + " free";
        return free == 0
                ? Finding.fail("inodes", found, "free inodes; uploads are refused otherwise")
                : Finding.okIf(free >= FEW, "inodes", found, "more than " + FEW + "; each file and folder takes one");
    }
}
