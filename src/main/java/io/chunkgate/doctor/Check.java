package io.chunkgate.doctor;

import java.util.List;

/** One check. It may block, and leaves no changes. */
abstract class Check {
    private final String subject;

    /** @param subject the subject of findings that have none of their own */
    Check(String subject) {
        this.subject = subject;
    }

    /** @throws Exception if the check itself fails; that counts as a failed finding */
    abstract List<Finding> run() throws Exception;

    final Finding ok(String found) {
        return Finding.ok(subject, found);
    }

    final Finding warn(String found, String expected) {
        return Finding.warn(subject, found, expected);
    }

    final Finding fail(String found, String expected) {
        return Finding.fail(subject, found, expected);
    }
}
