/** What the tests share: a Vert.x that fails a test for what it blocks or leaks, files to send, the packaged program. */
@NullMarked
package io.chunkgate.testkit;

import org.jspecify.annotations.NullMarked;
