package io.chunkgate.doctor;

/**
 * What one look came to.
 *
 * @param subject  what was looked at: a setting, or a part of the machine
 * @param verdict  how it is
 * @param found    what was found
 * @param expected what should be there, or what to do; empty where all is well, or where {@code found} says it
 */
public record Finding(String subject, Verdict verdict, String found, String expected) {
    /** How bad it is. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** The gateway works, but not as well or as safely as it could. */
        WARN,
        /** The gateway does not start, or cannot do what it is for. */
        FAIL
    }

    static Finding ok(String subject, String found) {
        return new Finding(subject, Verdict.OK, found, "");
    }

    static Finding warn(String subject, String found, String expected) {
        return new Finding(subject, Verdict.WARN, found, expected);
    }

    static Finding fail(String subject, String found, String expected) {
        return new Finding(subject, Verdict.FAIL, found, expected);
    }
}
