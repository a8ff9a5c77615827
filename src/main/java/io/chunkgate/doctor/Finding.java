package io.chunkgate.doctor;

/**
 * The result of one check.
 *
 * @param subject  what was checked: a setting, or a part of the machine
 * @param verdict  how severe it is
 * @param found    what was found
 * @param expected what was expected, or what to do; empty for OK, or if {@code found} includes it
 */
public record Finding(String subject, Verdict verdict, String found, String expected) {
    /** The severity. */
    public enum Verdict {
        /** No problem. */
        OK,
        /** The gateway works, but is slower or less safe than it could be. */
        WARN,
        /** The gateway does not start, or does not work. */
        FAIL
    }

    static Finding ok(String subject, String found) {
        return new Finding(subject, Verdict.OK, found, "");
    }

    /** OK or a warning, about the same observation. */
    static Finding okIf(boolean isOk, String subject, String found, String expected) {
        return isOk ? ok(subject, found) : warn(subject, found, expected);
    }

    static Finding warn(String subject, String found, String expected) {
        return new Finding(subject, Verdict.WARN, found, expected);
    }

    static Finding fail(String subject, String found, String expected) {
        return new Finding(subject, Verdict.FAIL, found, expected);
    }
}
