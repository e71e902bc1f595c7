-- Tells what pandoc took for formulas: the page's proof compares them with those that were proved. After each document
-- stands a formula that is none, the boundary; in its place comes a line with those before it. Runs before page.lua,
-- which changes some. For `plain` nothing but these lines is left.

local raw = FORMAT:match('^html') and 'html' or FORMAT
local found, lines = {}, pandoc.Blocks({})

function Math(math)
  local text = math.text
  if not text:find('^corrigeboundary%x+$') then
    found[#found + 1] = text
    return nil
  end
  local line = text .. ' ' .. (#found > 0 and pandoc.json.encode(found) or '[]')
  found = {}
  if FORMAT == 'plain' then lines:insert(pandoc.RawBlock(raw, line)) end
  return pandoc.RawInline(raw, line)
end

function Pandoc(doc)
  if FORMAT ~= 'plain' then return nil end
  doc.blocks = lines
  return doc
end
