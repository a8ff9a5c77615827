/** What the tests share: a Vert.x that fails a test for what it blocks or leaks, and files to send. */
@NullMarked
package io.chunkgate.testing;

import org.jspecify.annotations.NullMarked;
