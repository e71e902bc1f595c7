-- What pandoc's writers do not do by themselves, one table of functions per target.
-- The Markdown stays plain; everything that only one format needs happens here.

local stringify = pandoc.utils.stringify

local function has_class(element, class)
  return element.classes ~= nil and element.classes:includes(class)
end

local function is_display(inline)
  return inline.t == 'Math' and inline.mathtype == 'DisplayMath'
end

-- Room for an answer: a length, checked since it goes into the output as it is.
local function answer_height(div)
  if not has_class(div, 'answer-space') then return nil end
  local height = div.attributes.height or ''
  if not height:match('^%d+%.?%d*[cm]m$') and not height:match('^%d+%.?%d*in$') then
    error('the height of an answer space must be a length such as 4cm, not ' .. height)
  end
  return height
end

-- Typst ----------------------------------------------------------------------------------------------------------

local typst = {}

local function typst_string(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%s+', ' ') .. '"'
end

-- The words beside a line of a chain stand in a fourth column. Typst gets them as `sans`, which the layout defines;
-- rewriting the TeX is many times faster than converting each formula here.
local function mark_remarks(text)
  if not text:find('&&', 1, true) then return text end
  text = text:gsub('&&%s*([^\n]-)%s*(\\\\\n)', '&& \\mathsf{%1} %2')
  return (text:gsub('&&%s*([^\n]-)%s*(\n\\end{aligned})', '&& \\mathsf{%1}%2'))
end

-- A decimal comma is part of its number: pandoc would make a list of `0{,}5`, so it gets a point, which the layout
-- (Typst) or typeset/html.py prints as a comma again.
local function with_points(text)
  if not text:find('{,}', 1, true) then return text end
  return (text:gsub('(%d){,}(%d)', '%1.%2'):gsub('{{,}', '{.'))
end

-- The formula as alt text, for typeset/alternatives.py to put into words.
function typst.Math(element)
  local text, is_block = element.text, element.mathtype == 'DisplayMath'
  local open = '#math.equation(block: ' .. tostring(is_block) .. ', alt: ' .. typst_string(text) .. ', '
  local set = with_points(is_block and mark_remarks(text) or text)
  if set ~= text then element.text = set end
  return {pandoc.RawInline('typst', open), element, pandoc.RawInline('typst', ')')}
end

function typst.Div(div)
  if has_class(div, 'certificate') then
    local open = '#block(above: 2.2em)[#set text(size: 0.85em, fill: luma(35%))'
    return {pandoc.RawBlock('typst', open), div, pandoc.RawBlock('typst', ']')}
  end
  local height = answer_height(div)
  if height then return pandoc.RawBlock('typst', '#v(' .. height .. ')') end
  -- Says which exercise's names a formula's words are made with (typeset/alternatives.py).
  if has_class(div, 'exercise') then return {pandoc.RawBlock('typst', '// exercise: ' .. div.identifier), div} end
end

-- Filters work from inside out: a displayed formula has its alternative text already.
local function is_formula(content)
  local first = content and content[1]
  return first and first.t == 'RawInline' and first.text:match('^#math.equation%(block: true') ~= nil
end

-- A paragraph that announces something: it ends with a colon, or a displayed formula goes on with its sentence.
local function leads_to(content, following)
  if is_formula(content) then return false end
  return is_formula(following) or stringify(content[#content]):match(':$') ~= nil
end

-- What announces something must not be the last line of a page. Each look at a block is a call from Lua to pandoc, so
-- each is looked at once.
function typst.Blocks(blocks)
  local out, found, following = {}, false, nil
  for i = #blocks, 1, -1 do
    local block = blocks[i]
    local content = block.t == 'Para' and block.content or nil
    local leads = content and i < #blocks and leads_to(content, following)
    if leads then out[#out + 1] = pandoc.RawBlock('typst', ']') end
    out[#out + 1] = block
    if leads then out[#out + 1] = pandoc.RawBlock('typst', '#block(sticky: true)[') end
    found, following = found or leads, content
  end
  if not found then return nil end
  local forward = pandoc.Blocks({})
  for i = #out, 1, -1 do forward[#forward + 1] = out[i] end
  return forward
end

-- HTML -----------------------------------------------------------------------------------------------------------

local html = {}

-- A wide formula scrolls in a box of its own, so each stands outside its paragraph.
local function outside(block, constructor)
  if not block.content:find_if(is_display) then return nil end
  local out, run = pandoc.Blocks({}), pandoc.Inlines({})
  local function flush()
    if #run > 1 or #run == 1 and run[1].t ~= 'Space' and run[1].t ~= 'SoftBreak' then out:insert(constructor(run)) end
    run = pandoc.Inlines({})
  end
  for _, inline in ipairs(block.content) do
    if is_display(inline) then
      flush()
      out:insert(pandoc.Div({pandoc.Plain({inline})}, pandoc.Attr('', {'formula'})))
    else
      run:insert(inline)
    end
  end
  flush()
  return out
end

function html.Math(element)
  local text = element.text
  local set = with_points(text)
  if set == text then return nil end
  element.text = set
  return element
end

function html.Para(para) return outside(para, pandoc.Para) end

function html.Plain(plain) return outside(plain, pandoc.Plain) end

-- The first column names the row.
function html.Table(element)
  for _, body in ipairs(element.bodies) do body.row_head_columns = 1 end
  return pandoc.Div({element}, pandoc.Attr('', {'table'}))
end

-- What stands under a heading of this level folds, without a script; open unless the reader closes it.
local function folding(blocks, level)
  local out, is_open = pandoc.Blocks({}), false
  local function close()
    if is_open then out:insert(pandoc.RawBlock('html', '</details>')) end
    is_open = false
  end
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.level <= level then close() end
    if block.t == 'Header' and block.level == level then
      out:insert(pandoc.RawBlock('html', '<details open><summary>'))
      out:insert(block)
      out:insert(pandoc.RawBlock('html', '</summary>'))
      is_open = true
    else
      out:insert(block)
    end
  end
  close()
  return out
end

function html.Div(div)
  local height = answer_height(div)
  if height then return pandoc.Div({}, pandoc.Attr('', {'answer-space'}, {style = 'height: ' .. height})) end
  if has_class(div, 'solution') then
    div.content = folding(folding(div.content, 4), 3)
    return div
  end
  if not has_class(div, 'exercise') then return nil end
  div.classes:insert('section')
  for _, block in ipairs(div.content) do
    if block.t == 'Header' then
      block.identifier = div.identifier .. '-title'
      div.attributes['aria-labelledby'] = block.identifier
      break
    end
  end
  return div
end

-- LaTeX ----------------------------------------------------------------------------------------------------------

local latex = {}

function latex.Math(element)
  if not is_display(element) then return nil end
  local text = element.text:gsub('&&%s*(.-)%s*(\\\\\n)', '&& \\remark{%1} %2')
  text = text:gsub('&&%s*([^\n]-)%s*(\n\\end{aligned})', '&& \\remark{%1}%2')
  return pandoc.RawInline('latex', '\\[\\fitted{' .. text .. '}\\]')
end

-- Greek, raised and lowered digits, letterlike symbols, arrows, operators: text fonts lack them.
local function is_mathematical(code)
  return code >= 0x370 and code <= 0x3ff or code >= 0x2070 and code <= 0x209f or code >= 0x2100 and code <= 0x22ff
end

function latex.Str(element)
  local out, plain, found = pandoc.Inlines({}), '', false
  for _, code in utf8.codes(element.text) do
    if is_mathematical(code) then
      if plain ~= '' then out:insert(pandoc.Str(plain)) end
      out:insert(pandoc.RawInline('latex', '{\\symbols ' .. utf8.char(code) .. '}'))
      plain, found = '', true
    else
      plain = plain .. utf8.char(code)
    end
  end
  if not found then return nil end
  if plain ~= '' then out:insert(pandoc.Str(plain)) end
  return out
end

-- A display belongs to the paragraph that leads to it: after an empty line TeX would leave a line free.
function latex.Blocks(blocks)
  local out = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    local only = block.t == 'Para' and #block.content == 1 and block.content[1]
    local before = out[#out]
    if only and only.t == 'RawInline' and only.text:match('^\\%[') and before and before.t == 'Para' then
      before.content:insert(pandoc.SoftBreak())
      before.content:insert(only)
      out[#out] = before
    else
      out:insert(block)
    end
  end
  return out
end

function latex.Image(image)
  image.src = image.src:gsub('%.svg$', '.pdf')
  return image
end

function latex.Div(div)
  local height = answer_height(div)
  if height then return pandoc.RawBlock('latex', '\\vspace*{' .. height .. '}') end
end

-- Word -----------------------------------------------------------------------------------------------------------

local docx = {}

-- LaTeX in pieces: a command (`\left` and `\right` with their bracket), an escaped character, any other character.
local function pieces(text)
  local i = 1
  return function()
    if i > #text then return nil end
    local piece = text:match('^\\left%s*\\.', i) or text:match('^\\right%s*\\.', i) or text:match('^\\left%s*[^%a]', i)
      or text:match('^\\right%s*[^%a]', i) or text:match('^\\%a+', i) or text:match('^\\.', i) or text:sub(i, i)
    i = i + #piece
    return piece
  end
end

-- Brackets become one object with what they hold: a raised `)` alone is what some programs cannot show.
-- A pair stands within one group and within one cell of a display.
local function with_paired_brackets(text)
  local partners = {[')'] = '(', [']'] = '['}
  local out, open = {}, {}
  local function forget_to_group()
    while #open > 0 and open[#open].mark ~= '{' do table.remove(open) end
  end
  for piece in pieces(text) do
    out[#out + 1] = piece
    if piece == '{' or piece == '(' or piece == '[' then
      open[#open + 1] = {mark = piece, place = #out}
    elseif piece == '}' then
      forget_to_group()
      table.remove(open)
    elseif piece == '&' or piece == '\\\\' then
      forget_to_group()
    elseif partners[piece] and #open > 0 and open[#open].mark == partners[piece] then
      local place = table.remove(open).place
      out[place], out[#out] = '\\left' .. out[place] .. ' ', '\\right' .. piece
    end
  end
  return table.concat(out)
end

-- The cells of a display, row by row; matrices inside keep theirs.
local function cells(text)
  local rows, depth = {{''}}, 0
  for piece in pieces(text) do
    local row = rows[#rows]
    if piece == '\\begin' then depth = depth + 1 elseif piece == '\\end' then depth = depth - 1 end
    if depth == 0 and piece == '&' then
      row[#row + 1] = ''
    elseif depth == 0 and piece == '\\\\' then
      rows[#rows + 1] = {''}
    else
      row[#row] = row[#row] .. piece
    end
  end
  return rows
end

-- About how many letters wide a formula is: scripts count in full, of a fraction the wider part.
local function letters(text)
  local count
  repeat
    text, count = text:gsub('\\frac(%b{})(%b{})', function(above, below) return #above > #below and above or below end)
  until count == 0
  text = text:gsub('\\left', ''):gsub('\\right', ''):gsub('\\text', ''):gsub('\\mathrm', ''):gsub('\\%a+', 'x')
  return utf8.len((text:gsub('[{}_^\\%s]', '')))
end

-- Words beside a line that would run past the margin are stacked. Word breaks no cell by itself.
local word_line, least_words = 66, 16
local function stacked(words, room)
  if utf8.len(words) <= room then return '\\text{' .. words .. '}' end
  local lines = {}
  for word in words:gmatch('%S+') do
    local longer = #lines > 0 and lines[#lines] .. ' ' .. word or word
    if #lines > 0 and utf8.len(longer) <= room then lines[#lines] = longer else lines[#lines + 1] = word end
  end
  return '\\begin{array}{l}\\text{' .. table.concat(lines, '} \\\\ \\text{') .. '}\\end{array}'
end

-- A remark stands in the fourth cell of its line; what is left for it, the widest cells before it leave.
local function with_stacked_remarks(rows)
  local left, right = 0, 0
  for _, row in ipairs(rows) do
    left, right = math.max(left, letters(row[1])), math.max(right, letters(row[2] or ''))
  end
  local room = math.max(word_line - left - right, least_words)
  for _, row in ipairs(rows) do
    local words = row[4] and row[4]:match('^%s*\\text(%b{})%s*$')
    if words then row[4] = stacked(words:sub(2, -2), room) end
  end
end

-- The lines of a chain become a matrix: what marks their alignment in Word is a stray letter in other programs. A sign
-- that begins a cell has no left side and an empty cell no content, which they mark as mistakes: both become text.
local function as_matrix(text)
  local rows, columns = cells(text), 3 -- pandoc would make a chain of two columns again
  for _, row in ipairs(rows) do columns = math.max(columns, #row) end
  with_stacked_remarks(rows)
  for number, row in ipairs(rows) do
    for column = 1, columns do
      local cell = (row[column] or ''):gsub('^%s*=', '\\text{= }'):gsub('^%s*\\approx%s', '\\text{≈ }')
      row[column] = cell:match('%S') and cell or '\\text{ }'
    end
    rows[number] = table.concat(row, ' & ')
  end
  return '\\begin{array}{r' .. ('l'):rep(columns - 1) .. '}' .. table.concat(rows, ' \\\\ ') .. '\\end{array}'
end

function docx.Math(element)
  local text = with_paired_brackets(element.text):gsub('%^%*', '^{\\text{*}}') -- a raised star is no product
  element.text = text:gsub('\\begin{aligned}(.-)\\end{aligned}', as_matrix)
  return element
end

local writers = {typst = typst, html5 = html, latex = latex, docx = docx}
return {writers[FORMAT] or {}}
