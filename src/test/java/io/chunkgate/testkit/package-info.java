/** Shared by the tests: checks for blocked event loops and leaks, test data, fault injection, the packaged program. */
@NullMarked
package io.chunkgate.testkit;

import org.jspecify.annotations.NullMarked;
