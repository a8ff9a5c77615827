package io.chunkgate.config;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Annotations of the components of a {@link ConfigSection}: the default of a key, and the values that it may have. */
final class Key {
    private Key() {}

    /** A running gateway uses a new value when it reads its configuration again. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Reloadable {}

    /** True or false. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Flag {
        boolean value();
    }

    /** A whole number from {@code min} to {@code max}, both included; or 0, if {@code orZero} is set. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Range {
        long value();

        long min() default 0;

        long max() default Long.MAX_VALUE;

        boolean orZero() default false;
    }

    /** A text without control characters; one of {@code allowed}, unless that is empty. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Text {
        String value() default "";

        /** Whether a blank text is refused. */
        boolean required() default false;

        String[] allowed() default {};
    }
}
