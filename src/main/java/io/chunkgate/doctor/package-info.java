/** Looks at a machine and a configuration before a gateway is started, and says what would not work. */
@NullMarked
package io.chunkgate.doctor;

import org.jspecify.annotations.NullMarked;
