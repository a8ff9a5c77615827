/** Copies and moves of what a name stands for, a file or a folder, for all protocols. */
@NullMarked
package io.chunkgate.transfer.copy;

import org.jspecify.annotations.NullMarked;
