-- Adds what pandoc took for formulas, document by document, in a line of its own after each: the page's proof compares
-- them with those that were proved. Runs before page.lua, which changes some. For `plain` nothing but these lines is left.

local boundary, mark = 'corrigedocumentboundary', 'corrigeformulas '

local function is_boundary(block)
  return block.t == 'Para' and #block.content == 1 and block.content[1].text == boundary
end

local raw = FORMAT:match('^html') and 'html' or FORMAT

function Pandoc(doc)
  local out, found, own = pandoc.Blocks({}), {}, {}
  local function flush()
    local list = #found > 0 and pandoc.json.encode(found) or '[]'
    out:extend(FORMAT == 'plain' and {} or own)
    out:insert(pandoc.RawBlock(raw, mark .. list))
    found, own = {}, {}
  end
  for _, block in ipairs(doc.blocks) do
    if is_boundary(block) then
      flush()
      out:insert(block)
    else
      block:walk({Math = function(math) found[#found + 1] = math.text end})
      own[#own + 1] = block
    end
  end
  flush()
  doc.blocks = out
  return doc
end
