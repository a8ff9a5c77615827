/** What the program's log adds to Logback: clean text of clients, and no more than a line a minute of a kind. */
@NullMarked
package io.chunkgate.logging;

import org.jspecify.annotations.NullMarked;
