/** The command line: options, messages, exit codes and signals. */
@NullMarked
package io.chunkgate.cli;

import org.jspecify.annotations.NullMarked;
