package dev.diptych.testkit.contracts;

import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.MemoryItemWriter;

class MemoryItemWriterTest extends ItemWriterContract {

  private MemoryItemWriter last = new MemoryItemWriter();

  @Override
  protected ItemWriter open() {
    last = MemoryItemWriter.afterCrashOf(last);
    return last;
  }
}
