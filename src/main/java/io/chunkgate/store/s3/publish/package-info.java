/** Publishing and deleting files: which of several concurrent changes of a name comes next. */
@NullMarked
package io.chunkgate.store.s3.publish;

import org.jspecify.annotations.NullMarked;
