package io.chunkgate.store.s3.client;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param objects in the order of their keys' bytes
 * @param folders what follows the prefix up to the delimiter, prefix included, in that order
 * @param next    where the next page begins, if there is one
 */
public record BucketPage(List<BucketObject> objects, List<String> folders, Optional<String> next) {}
