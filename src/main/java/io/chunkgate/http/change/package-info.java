/** Moves, copies and deletions of files and folders, and new folders (RFC 4918, section 9). */
@NullMarked
package io.chunkgate.http.change;

import org.jspecify.annotations.NullMarked;
