/** How text is written where URLs are. Depends on nothing else. */
@NullMarked
package io.chunkgate.text;

import org.jspecify.annotations.NullMarked;
