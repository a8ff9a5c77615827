package io.chunkgate.store.s3.client;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param objects sorted by the bytes of their keys
 * @param folders the common prefixes up to the delimiter, in the same order
 * @param next    where the next page begins; empty on the last page
 */
public record BucketPage(List<BucketObject> objects, List<String> folders, Optional<String> next) {}
