package dev.diptych.encoders.internal.text;

import java.util.OptionalInt;

/**
 * The ids of the tokens that are no words.
 *
 * @param pad {@code [PAD]}, fills batches
 * @param unk {@code [UNK]}, a word that has no pieces
 * @param cls {@code [CLS]}, first of every text
 * @param sep {@code [SEP]}, last of every text, ends captions
 * @param mask {@code [MASK]}
 * @param dec {@code [DEC]}, first of captions; empty where the vocabulary has none
 * @param enc {@code [ENC]}, first of texts read together with a picture; empty where the vocabulary
 *     has none
 */
public record SpecialIds(
    int pad, int unk, int cls, int sep, OptionalInt mask, OptionalInt dec, OptionalInt enc) {}
