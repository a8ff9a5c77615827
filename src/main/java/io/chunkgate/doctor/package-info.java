/** Checks of a machine and a configuration before a gateway is started. */
@NullMarked
package io.chunkgate.doctor;

import org.jspecify.annotations.NullMarked;
