/** The configuration: one record per section, with the defaults and ranges of its keys. Depends on no other package. */
@NullMarked
package io.chunkgate.config;

import org.jspecify.annotations.NullMarked;
