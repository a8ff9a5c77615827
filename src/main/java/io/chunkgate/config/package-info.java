/** What an operator can set: one record per section, every key with its default and its range. Depends on nothing else. */
@NullMarked
package io.chunkgate.config;

import org.jspecify.annotations.NullMarked;
