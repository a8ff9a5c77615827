package io.chunkgate.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Skips tests whose {@link Requires} is not met, or fails them if {@code CI} is set. */
final class RequiresExtension implements ExecutionCondition, InvocationInterceptor {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return missing(context.getElement().stream())
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("all needs are met"));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Optional<String> missing = missing(method.getArguments().stream().flatMap(RequiresExtension::constant));
        if (missing.isPresent()) {
            invocation.skip();
            throw new TestAbortedException(missing.get());
        }
        invocation.proceed();
    }

    /** The field of an argument that is an enum constant. */
    private static Stream<AnnotatedElement> constant(Object argument) {
        if (!(argument instanceof Enum<?> constant)) {
            return Stream.empty();
        }
        try {
            return Stream.of(constant.getDeclaringClass().getDeclaredField(constant.name()));
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** The reason for skipping, if a need is missing. */
    private static Optional<String> missing(Stream<? extends AnnotatedElement> elements) {
        List<Need> missing = elements.flatMap(
                        element -> AnnotationSupport.findAnnotation(element, Requires.class).stream())
                .flatMap(requires -> Stream.of(requires.value()))
                .filter(need -> !need.isMet())
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String reason = SkippedTests.reason(missing);
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        return Optional.of(reason);
    }
}
