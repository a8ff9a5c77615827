/** Health, metrics, running transfers, the cluster. */
@NullMarked
package io.chunkgate.http.admin;

import org.jspecify.annotations.NullMarked;
