package dev.diptych.encoders.internal.text;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** All tokens of a model in the order of their ids. Immutable. */
final class Vocabulary {

  static final String PAD = "[PAD]";
  static final String UNK = "[UNK]";
  static final String CLS = "[CLS]";
  static final String SEP = "[SEP]";
  static final String MASK = "[MASK]";
  static final String DEC = "[DEC]";
  static final String ENC = "[ENC]";

  /** Every special token there may be. */
  private static final List<String> SPECIALS = List.of(PAD, UNK, CLS, SEP, MASK, DEC, ENC);

  private static final List<String> REQUIRED = List.of(PAD, UNK, CLS, SEP);

  private final String source;
  private final List<String> tokens;
  private final Map<String, Integer> ids;
  private final Set<Integer> specials;

  /**
   * A vocabulary.
   *
   * @param source the file it comes from, for messages
   * @param tokens the tokens, id 0 first
   * @param furtherSpecials tokens that are no words, besides the well-known ones
   * @throws DiptychException INVALID_CHECKPOINT when a token comes twice or one that every text
   *     needs is missing
   */
  Vocabulary(String source, List<String> tokens, Set<String> furtherSpecials) {
    this.source = source;
    this.tokens = List.copyOf(tokens);
    this.ids = HashMap.newHashMap(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      Integer earlier = ids.put(tokens.get(id), id);
      if (earlier != null) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s holds the entry \"%s\" twice, as id %s and %s; each must be unique, take the file from the model's authors again"
                .formatted(source, tokens.get(id), earlier, id));
      }
    }
    for (String required : REQUIRED) {
      if (!ids.containsKey(required)) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            String.format(
                Locale.ROOT,
                "%s lacks the entry %s, which every text needs; it has %,d entries and is not a BERT vocabulary",
                source,
                required,
                tokens.size()));
      }
    }
    this.specials = new TreeSet<>();
    SPECIALS.forEach(token -> find(token).ifPresent(specials::add));
    furtherSpecials.forEach(token -> find(token).ifPresent(specials::add));
  }

  /**
   * Fits the vocabulary to the rows of the model's word embedding. BLIP's authors add {@code [DEC]}
   * and {@code [ENC]} in code, so that files two entries short are the usual case.
   *
   * @param size rows, {@code text_config.vocab_size}
   * @throws DiptychException INVALID_CHECKPOINT when the sizes do not meet
   */
  Vocabulary withSize(int size) {
    if (size == tokens.size()) {
      return this;
    }
    if (size == tokens.size() + 2 && find(DEC).isEmpty() && find(ENC).isEmpty()) {
      List<String> extended = new ArrayList<>(tokens);
      extended.add(DEC);
      extended.add(ENC);
      List<String> further = specials.stream().map(tokens::get).toList();
      return new Vocabulary(source, extended, Set.copyOf(further));
    }
    throw new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        String.format(
            Locale.ROOT,
            "%s has %,d entries, but the model has %,d (text_config.vocab_size in config.json); they must be equal, or the model's two more for [DEC] and [ENC]; take the tokenizer files that belong to these weights",
            source,
            tokens.size(),
            size));
  }

  /** {@return all tokens, id 0 first} */
  List<String> tokens() {
    return tokens;
  }

  /** {@return the ids of all tokens that are no words, ascending} */
  Set<Integer> specials() {
    return specials;
  }

  /** {@return the special ids by their meaning} */
  SpecialIds specialIds() {
    return new SpecialIds(
        find(PAD).orElseThrow(),
        find(UNK).orElseThrow(),
        find(CLS).orElseThrow(),
        find(SEP).orElseThrow(),
        find(MASK),
        find(DEC),
        find(ENC));
  }

  private OptionalInt find(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
