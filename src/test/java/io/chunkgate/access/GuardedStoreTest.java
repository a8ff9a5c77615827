package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileStore;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardedStoreTest {
    /** Reach no file, so they are forwarded without a check. */
    private static final Set<String> UNCHECKED = Set.of("refresh", "stats", "health");

    /** A new method of the store must not be forwarded past the check of permissions. */
    @Test
    void everyMethodThatReachesAFile_isOverridden() {
        List<String> forwarded = Arrays.stream(FileStore.class.getMethods())
                .filter(method -> !UNCHECKED.contains(method.getName()))
                .filter(method -> !isOverridden(method))
                .map(Method::toString)
                .toList();

        assertThat(forwarded).isEmpty();
    }

    private static boolean isOverridden(Method method) {
        return Arrays.stream(GuardedStore.class.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }
}
