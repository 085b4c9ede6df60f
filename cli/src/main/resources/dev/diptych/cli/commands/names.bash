
# Names of models and indexes, found by the shell itself: a program that starts at every Tab would be too slow.

# Models that are here: folders NAME-FINGERPRINT with a bundle in them, and the one that ships inside.
_diptych_models() {
  local folder
  [ -z "${ZSH_VERSION:-}" ] || setopt localoptions nullglob
  printf '%s\n' scenes-blip
  for folder in "${DIPTYCH_HOME:-$HOME/.diptych}"/models/*/; do
    if [ -f "${folder}bundle.json" ]; then
      folder=${folder%/}
      folder=${folder##*/}
      printf '%s\n' "${folder%-*}"
    fi
  done
}

# Models for reading text that are here.
_diptych_readers() {
  local file
  [ -z "${ZSH_VERSION:-}" ] || setopt localoptions nullglob
  for file in "${DIPTYCH_HOME:-$HOME/.diptych}"/ocr/*/rec.onnx; do
    if [ -f "$file" ]; then
      file=${file%/rec.onnx}
      printf '%s\n' "${file##*/}"
    fi
  done
}

# Models that "model pull" knows by name.
_diptych_published() {
  printf '%s\n' @PUBLISHED@
}

# Indexes below what was begun, to two folders deep, and the one in DIPTYCH_INDEX; where there is none, folders.
_diptych_indexes() {
  local begun=$1 file found=
  [ -z "${ZSH_VERSION:-}" ] || setopt localoptions nullglob
  case $begun in
  "~/"*) begun=$HOME/${begun#"~/"} ;;
  esac
  for file in "$begun"*/index.json "$begun"*/*/index.json "${DIPTYCH_INDEX:-}"/index.json; do
    if [ -f "$file" ]; then
      printf '%s\n' "${file%/index.json}"
      found=yes
    fi
  done
  if [ -z "$found" ]; then
    for file in "$begun"*/; do
      if [ -d "$file" ]; then printf '%s\n' "${file%/}"; fi
    done
  fi
}

# Takes what begins like $1 of the names that are read, each once; $prefix is what stands before them in the same word.
_diptych_offer() {
  local name begun=$1
  case $begun in
  "~/"*) begun=$HOME/${begun#"~/"} ;;
  esac
  COMPREPLY=()
  while IFS= read -r name; do
    case $name in
    "$begun"*) COMPREPLY+=("$prefix$name") ;;
    esac
  done
}

_diptych_complete() {
  local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} prefix=
  if [ "$current" = "=" ]; then
    current=
  elif [ "$option" = "=" ] && [ "$COMP_CWORD" -ge 2 ]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  fi
  # Zsh leaves --option=value one word, where bash makes three of it.
  case $current in
  --*=*)
    option=${current%%=*}
    prefix=$option=
    current=${current#*=}
    ;;
  esac
  case $option in
  --model | --retriever | --reranker | --captioner)
    _diptych_offer "$current" < <(_diptych_models | sort -u)
    return 0
    ;;
  --ocr)
    if [ -n "$prefix" ] || [ "${COMP_WORDS[COMP_CWORD]}" = "=" ] || [ "${COMP_WORDS[COMP_CWORD-1]}" = "=" ]; then
      _diptych_offer "$current" < <(_diptych_readers | sort -u)
      return 0
    fi
    ;;
  --index | --compare)
    _diptych_offer "$current" < <(_diptych_indexes "$current" | sort -u)
    if type compopt >/dev/null 2>&1 && [ -z "${ZSH_VERSION:-}" ]; then compopt -o filenames 2>/dev/null; fi
    return 0
    ;;
  esac
  case ${COMP_WORDS[1]:-}:${COMP_WORDS[2]:-}:$current in
  *:-*) ;;
  model:show:* | model:verify:* | model:remove:*)
    if [ "$COMP_CWORD" -ge 3 ]; then
      _diptych_offer "$current" < <(_diptych_models | sort -u)
      return 0
    fi
    ;;
  model:pull:*)
    if [ "$COMP_CWORD" -ge 3 ]; then
      _diptych_offer "$current" < <(_diptych_published)
      return 0
    fi
    ;;
  esac
  _complete_diptych
}

complete -F _diptych_complete -o default diptych
