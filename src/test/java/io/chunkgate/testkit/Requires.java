package io.chunkgate.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The needs of a test class or test method. If one is missing, the tests are skipped before any set-up, with a reason that
 * names it; if the environment variable {@code CI} is set, they fail.
 *
 * <p>An enum constant can have needs, too: a parameterized test with it as an argument is skipped without them.
 * Such a test, or its class, carries this annotation as well, without a value if it needs nothing else.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresExtension.class)
public @interface Requires {
    Need[] value() default {};
}
