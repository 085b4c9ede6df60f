package dev.diptych.index;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An index in a few numbers.
 *
 * @param folder where it lies
 * @param spec what it was made for
 * @param formatVersion version of the on-disk format
 * @param generation number of the current generation, from 1
 * @param created when it was made
 * @param images number of images
 * @param texts number of texts
 * @param vectorBytes bytes of the Lucene folder
 * @param featureBytes bytes of the feature chunks
 * @param thumbnailBytes bytes of the thumbnails
 */
public record IndexSummary(
    Path folder,
    IndexSpec spec,
    int formatVersion,
    int generation,
    Instant created,
    int images,
    int texts,
    long vectorBytes,
    long featureBytes,
    long thumbnailBytes) {}
