package io.chunkgate.http.upload;

import io.chunkgate.http.Problem;

/** A request that cannot be done, with the answer that says so. */
final class Refusal extends RuntimeException {
    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
