package dev.diptych.encoders.internal.text;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** What the tokens of a SentencePiece vocabulary are like, by id. Immutable. */
final class SentencePieces {

  /** How pieces are chosen. */
  enum Kind {
    /** The likeliest split of all, as in the first SigLIP. */
    UNIGRAM("</s>", "</s>"),
    /** Merged pair by pair, as in Gemma's vocabulary, which SigLIP 2 took over. */
    BPE("<eos>", "<pad>");

    private final String end;
    private final String pad;

    Kind(String end, String pad) {
      this.end = end;
      this.pad = pad;
    }

    /** {@return the token behind every text where no file names it} */
    String end() {
      return end;
    }

    /** {@return the token that fills texts up where no file names it} */
    String pad() {
      return pad;
    }
  }

  /** What stands for a blank at the beginning of a piece. */
  private static final char BLANK = '\u2581';

  private final Kind kind;
  private final BitSet wordStarts = new BitSet();
  private final BitSet lettered = new BitSet();
  private final BitSet foreign = new BitSet();

  /**
   * @param ids by piece
   * @param unknown the id of what no piece spells; -1 where there is none
   */
  SentencePieces(Kind kind, Map<String, Integer> ids, int unknown) {
    this.kind = kind;
    List<String> plain = ids.keySet().stream().map(SentencePieces::withoutBlank).toList();
    ReadScripts scripts = new ReadScripts(plain);
    ids.forEach(
        (piece, id) -> {
          String letters = withoutBlank(piece);
          wordStarts.set(id, !piece.isEmpty() && piece.charAt(0) == BLANK);
          lettered.set(id, letters.codePoints().anyMatch(Character::isLetterOrDigit));
          foreign.set(id, id == unknown || !reads(scripts, letters));
        });
  }

  /** Bytes spell every script; the other kind knows those that it has many pieces of. */
  private boolean reads(ReadScripts scripts, String letters) {
    return switch (kind) {
      case UNIGRAM -> scripts.reads(letters);
      case BPE -> true;
    };
  }

  private static String withoutBlank(String piece) {
    return !piece.isEmpty() && piece.charAt(0) == BLANK ? piece.substring(1) : piece;
  }

  Kind kind() {
    return kind;
  }

  /** {@return whether this token begins a word} */
  boolean startsWord(int id) {
    return wordStarts.get(id);
  }

  /** {@return whether a letter or digit is in this token} */
  boolean isLettered(int id) {
    return lettered.get(id);
  }

  /** {@return whether this token stands for nothing that the model knows} */
  boolean isForeign(int id) {
    return foreign.get(id);
  }
}
